/** Carries notices to the mailboxes and webhooks of departments: each at least once, under one name that stays. */
@NullMarked
package org.silobridge.catalogue.delivery;

import org.jspecify.annotations.NullMarked;
