import { seed } from "../../definition/parameters.ts";

/**
 * What people accept a film by, and what they should know of every film. The acceptance lines marked "a person"
 * cannot be told by a program.
 */

/** S0-A49, S0-D44. */
export const acceptMotion =
	"A person who watches it finds the motion natural, the character the same from the first frame to the last, and no artefacts: no flicker, no melting hands, no face that changes.";

/** S0-A50. */
export const acceptInput =
	"A person has accepted the picture the film is made from: what is wrong there moves in the film.";

/** S0-A52, where somebody moves as another did. */
export const acceptGestures =
	"A person who compares the two finds the gestures of the film those of the motion film, at the same moments.";

/** S0-A52, where somebody speaks. */
export const acceptLips = "A person who watches it with sound finds that the lips say what is heard.";

/** S0-A50, S0-A69: said wherever a picture or a film goes in. */
export const inputCounts =
	"Garbage in, garbage out: a sharp, well-lit picture with the whole face and both hands in it gives a better film than any setting. Check the picture first; films are slow and dear, so look at one before you order many.";

/** Where the shape of the picture matters. */
export const inputIsCropped =
	"The start image is scaled and cropped from its middle to the size of the film, so choose the aspect_ratio that it has.";

/** What a start image is, for its parameter. */
export const startImage = "The picture the film begins with.";

export const filmSeed = seed
	.optional()
	.meta({ description: "The same seed and parameters give the same film. Chosen when absent." });
