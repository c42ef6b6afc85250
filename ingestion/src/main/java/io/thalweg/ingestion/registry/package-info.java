/**
 * Where writers' schemas are looked up by the ids that stand in records: registries of Confluent's
 * and Apicurio's kind, by their REST interfaces.
 */
@NullMarked
package io.thalweg.ingestion.registry;

import org.jspecify.annotations.NullMarked;
