package org.silobridge.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one place in a process that reads what is a parameter everywhere else: the environment, the system clock.
 * The build refuses such reads elsewhere.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AtTheEdge {
    /** Why it has to be here. */
    String value();
}
