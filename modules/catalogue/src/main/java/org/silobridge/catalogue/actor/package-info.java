/** Who acts, with which token and which roles, and what each role may do. */
@NullMarked
package org.silobridge.catalogue.actor;

import org.jspecify.annotations.NullMarked;
