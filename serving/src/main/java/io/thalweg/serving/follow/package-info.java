/** From announcements to serving versions: which one to load, what to retry, what to refuse. */
@NullMarked
package io.thalweg.serving.follow;

import org.jspecify.annotations.NullMarked;
