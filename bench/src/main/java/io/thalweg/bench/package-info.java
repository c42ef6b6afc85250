/**
 * A bench measures one part beside its floor or peer and says whether the goal holds. This room has
 * what all benches share: the rows, the report, the directory to work in.
 */
@NullMarked
package io.thalweg.bench;

import org.jspecify.annotations.NullMarked;
