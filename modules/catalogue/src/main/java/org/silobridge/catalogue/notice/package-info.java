/** What departments are told, until somebody of theirs has read it. */
@NullMarked
package org.silobridge.catalogue.notice;

import org.jspecify.annotations.NullMarked;
