/** The log-ins of an exchange that has no issuer outside: user names and passwords. */
@NullMarked
package org.silobridge.catalogue.login;

import org.jspecify.annotations.NullMarked;
