package io.thalweg.cli.embedded.recovery;

import java.util.List;

/**
 * What a chain of deaths and restores left behind.
 *
 * @param missing numbers that no committed record holds
 * @param duplicates committed records beyond the first of their number
 * @param openTransactions transactions that still hold back read-committed readers
 * @param errorLines lines at ERROR in the logs of all the processes
 */
record Recovery(
    List<Death> deaths,
    long committed,
    long missing,
    long duplicates,
    long openTransactions,
    List<String> errorLines) {}
