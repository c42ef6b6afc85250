/** Products by OpenBLAS. The only room that sees it. */
@NullMarked
package io.thalweg.learner.train.graph.openblas;

import org.jspecify.annotations.NullMarked;
