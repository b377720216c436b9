/** What is withheld leaves the connector nowhere, and secrets their files: a search through everything that an exchange stores, logs or tells. */
@NullMarked
package org.silobridge.it.canary;

import org.jspecify.annotations.NullMarked;
