/** NCCL, and the CUDA memory that it sums; the only room that knows org.bytedeco.cuda. */
@NullMarked
package io.thalweg.collective.nccl;

import org.jspecify.annotations.NullMarked;
