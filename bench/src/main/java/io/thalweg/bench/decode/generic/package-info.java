/** The general way: flink-avro makes a record of objects, which is then encoded. */
@NullMarked
package io.thalweg.bench.decode.generic;

import org.jspecify.annotations.NullMarked;
