/** What a sum in memory costs without anything of ours. */
@NullMarked
package io.thalweg.bench.collective.floor;

import org.jspecify.annotations.NullMarked;
