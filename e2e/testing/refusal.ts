import { DarkroomError } from "../../client/sdk/errors.ts";

/** The refusal that a request is expected to end in. */
export async function refusal(request: Promise<unknown>): Promise<DarkroomError> {
	try {
		await request;
	} catch (error) {
		if (error instanceof DarkroomError) return error;
		throw error;
	}
	throw new Error("the request was not refused");
}
