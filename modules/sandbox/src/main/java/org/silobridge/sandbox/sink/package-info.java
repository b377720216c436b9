/** Where e-mails and webhooks end on a machine that has neither a mail server nor anybody who listens. */
@NullMarked
package org.silobridge.sandbox.sink;

import org.jspecify.annotations.NullMarked;
