package org.silobridge.sandbox;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotModifiedException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A container whose port is the same inside and outside, so that it survives a restart and can be advertised. */
final class FixedPortContainer extends GenericContainer<FixedPortContainer> {
    private final int port;

    FixedPortContainer(String image, int port) {
        super(DockerImageName.parse(image));
        this.port = port;
        addFixedExposedPort(port, port);
    }

    int port() {
        return port;
    }

    void stopInside() {
        try {
            getDockerClient().stopContainerCmd(getContainerId()).exec();
        } catch (NotModifiedException e) {
            // It is stopped already.
        }
    }

    void killInside() {
        try {
            getDockerClient().killContainerCmd(getContainerId()).exec();
        } catch (ConflictException e) {
            // It does not run.
        }
    }

    void startAgain() {
        stopInside();
        getDockerClient().startContainerCmd(getContainerId()).exec();
        waitUntilContainerStarted();
    }
}
