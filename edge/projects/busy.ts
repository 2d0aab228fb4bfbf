import { ApiError } from "../problem.ts";

/** The picture of a shot is being made already. */
export function busy(job: string | null): ApiError {
	const message = `the job ${job} makes its picture already; wait for it, or cancel it`;
	return new ApiError("conflict", message, [{ pointer: "", code: "busy", message }]);
}
