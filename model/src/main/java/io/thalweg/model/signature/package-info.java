/** Who has released a version: Ed25519 (RFC 8032) over the SHA-256 of its manifest. */
@NullMarked
package io.thalweg.model.signature;

import org.jspecify.annotations.NullMarked;
