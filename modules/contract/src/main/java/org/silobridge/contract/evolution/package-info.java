/** What may change from one version of a contract to the next. */
@NullMarked
package org.silobridge.contract.evolution;

import org.jspecify.annotations.NullMarked;
