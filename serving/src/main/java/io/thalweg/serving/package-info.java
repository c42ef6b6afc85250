/** The inference service: follows the releases of a learner and answers with the newest version. */
@NullMarked
package io.thalweg.serving;

import org.jspecify.annotations.NullMarked;
