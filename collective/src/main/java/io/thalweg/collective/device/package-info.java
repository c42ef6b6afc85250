/**
 * All-reduce of vectors that live on a device: through host memory here, directly where a library
 * of the device can.
 */
@NullMarked
package io.thalweg.collective.device;

import org.jspecify.annotations.NullMarked;
