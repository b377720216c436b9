package org.silobridge.catalogue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.ledger.Frontier;
import org.silobridge.ledger.Hash;

class FileSignerTest {
    private static final int TIMES = 200;

    @TempDir
    Path directory;

    @Test
    void twoOverTheSameFilesInOneProcessWaitForEachOther() throws Exception {
        var signers = List.of(signer(), signer());
        var pool = Executors.newFixedThreadPool(signers.size());
        try {
            var signing = signers.stream()
                    .map(signer -> pool.submit(
                            (Callable<Boolean>) () -> IntStream.range(0, TIMES).allMatch(again -> signs(signer))))
                    .toList();
            for (Future<Boolean> one : signing) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private FileSigner signer() throws IOException {
        return FileSigner.open("test.example/ledger", directory.resolve("key.pem"), directory.resolve("state"));
    }

    private static boolean signs(FileSigner signer) {
        var empty = new Frontier();
        return signer.sign(new Signer.Head(0, empty.root()), "", (from, to) -> List.<Hash>of()
                        .iterator())
                instanceof Signer.Answer.Signed;
    }
}
