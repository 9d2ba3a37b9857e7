/**
<<<<<<< HEAD
 * Fakes shared by the tests.
 */
@NullMarked
package io.llmrouter.testing;

import org.jspecify.annotations.NullMarked;
=======
 * Fixtures that several tests share.
 */
package io.llmrouter.testing;
>>>>>>> wire
