import * as z from "zod";

/** The name of a pool, as an operator gives it. */
export const poolNameSchema = z
	.string()
	.regex(/^[a-z0-9-]{1,50}$/)
	.describe("Name of the pool");
