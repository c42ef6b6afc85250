/** Dead letters in words. */
@NullMarked
package io.thalweg.cli.letters;

import org.jspecify.annotations.NullMarked;
