import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ClaimedInput } from "../../edge/contract/workers/workers.ts";
import type { CheckId } from "../../workflows/quality/checks/check.ts";
import { checkPicture } from "../../workflows/quality/checks/picture-checks.ts";
import { usualStandards } from "../../workflows/quality/checks/standards.ts";
import type { TaskQuality } from "../../workflows/quality/checks/task-quality.ts";
import type { Opener } from "../../workflows/quality/examine/opener.ts";
import { AttemptFailed } from "../attempt/errors.ts";
import { failure } from "../comfyui/wire/errors.ts";

/** Larger files are not looked at, in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;
/** What makes a picture nothing to begin with. Whether it is good is left to whoever sent it. */
const GATES: readonly CheckId[] = ["file_decodable", "image_blank", "image_noise"];

/** Looks at a file before ComfyUI is given it. @throws {AttemptFailed} `invalid_input` where nothing can be made of it */
export type InputGate = (input: ClaimedInput, file: { size: number; open(): Readable }) => Promise<void>;

/**
 * Keeps films from being made of pictures that are black, noise or broken. What could not be looked at passes: ComfyUI
 * will say what is wrong with it. Null where the task asks for nothing of the kind.
 */
export function inputGate(quality: TaskQuality | undefined, opener: Opener): InputGate | null {
	const wanted = quality?.inputs ?? [];
	if (wanted.length === 0) return null;
	return async (input, file) => {
		if (!wanted.includes(`${input.node}.${input.input}`) || file.size > MOST_BYTES) return;
		const found = await opener.examine(await buffer(file.open()), { faces: null });
		if (found.decoded.how !== "whole" && found.decoded.how !== "broken") return;
		const bad = checkPicture(found, {}, usualStandards).find(
			({ id, status }) => status === "fail" && GATES.includes(id),
		);
		if (bad === undefined) return;
		const message = `${input.filename}: ${bad.reason}. A film of it would be as bad: send another picture`;
		throw new AttemptFailed(failure("invalid_input", message, input.node));
	};
}
