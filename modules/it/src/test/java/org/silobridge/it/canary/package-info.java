/** What is withheld leaves the connector nowhere: a search through everything that an exchange stores or logs. */
@NullMarked
package org.silobridge.it.canary;

import org.jspecify.annotations.NullMarked;
