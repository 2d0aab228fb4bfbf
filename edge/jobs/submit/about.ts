import type * as z from "zod";
import { withCharacter } from "../../characters/fill.ts";
import { isReference } from "../../characters/labels.ts";
import type { Subject } from "../../characters/subject.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import { ApiError } from "../../problem.ts";

/** The character that a request names. Null where it names none. @throws ApiError `unknown_character` */
export function subjectOf({ character }: JobRequest, found: Subject | undefined): Subject | null {
	if (character === undefined) return null;
	if (found) return found;
	const message = `there is no character ${character}, or it is not yours; GET /v1/characters lists them`;
	throw new ApiError("unknown_character", message, [
		{ pointer: "/character", code: "unknown_character", message },
	]);
}

/** The request with what its character gives beside what was sent. What is submitted again has had that already. */
export function about(
	request: JobRequest,
	schema: Pick<z.ZodObject, "shape">,
	subject: Subject | null,
	makes = false,
): JobRequest {
	if (subject === null) return request;
	const references = JSON.parse(subject.references) as string[];
	const parameters = withCharacter(schema, { ...subject, references }, request.parameters ?? {}, makes);
	return { ...request, parameters };
}

/**
 * Whether a job of these stages makes the references of its character.
 * @throws ApiError `dataset_running` where another job is still making them
 */
export function makesReferences(
	stages: readonly { label?: string | undefined }[],
	subject: Subject | null,
): boolean {
	if (subject === null || !stages.some(({ label }) => isReference(label))) return false;
	if (subject.making === null) return true;
	const message = `the job ${subject.making} is making the references of this character; wait for it, or cancel it`;
	throw new ApiError("dataset_running", message, [
		{ pointer: "/character", code: "dataset_running", message: subject.making },
	]);
}
