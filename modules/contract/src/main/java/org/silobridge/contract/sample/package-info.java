/** Synthetic data that keeps the rules of a contract, for trying it out: nobody in it exists. */
@NullMarked
package org.silobridge.contract.sample;

import org.jspecify.annotations.NullMarked;
