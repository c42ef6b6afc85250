/** Who may ask, how often, and the certificate that the server shows. */
@NullMarked
package io.thalweg.serving.access;

import org.jspecify.annotations.NullMarked;
