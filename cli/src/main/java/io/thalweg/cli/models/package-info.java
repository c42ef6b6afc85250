/** What has been released: finding a version, and saying what it is made of. */
@NullMarked
package io.thalweg.cli.models;

import org.jspecify.annotations.NullMarked;
