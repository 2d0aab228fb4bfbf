import { buffer } from "node:stream/consumers";
import type { OutputKind } from "../../../edge/contract/assets/assets.ts";
import { guess, moves } from "../../../workflows/media/kinds.ts";
import { pictureSize } from "../../../workflows/media/picture-size.ts";
import { withTracks } from "../../../workflows/media/tracks.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { FoundOutput } from "../../comfyui/wire/history.ts";
import type { Declared } from "./expected-outputs.ts";
import type { Spooled } from "./spool.ts";

/** What an output is, told from its bytes. */
export interface Identity {
	kind: OutputKind;
	contentType: string;
	width: number | null;
	height: number | null;
	/** Milliseconds, of a film or a sound; null where the file does not say. */
	duration_ms: number | null;
}

/**
 * What an output really is: a node's word, and a name, are claims. Bytes that say nothing (weights, latents, 3D) are
 * what the node says. Throws AttemptFailed `missing_output` where the workflow declares a picture, film or sound and
 * the file is another of these: an animated picture counts as a film.
 */
export async function identify(
	found: FoundOutput,
	file: Pick<Spooled, "size" | "head" | "open">,
	declared: Declared | undefined,
): Promise<Identity> {
	const claimed = {
		kind: found.kind,
		contentType: found.contentType,
		width: null,
		height: null,
		duration_ms: null,
	};
	const seen = "file" in found ? guess(file.head) : null;
	if (seen === null) return claimed;
	const read = async (start: number, end: number) => new Uint8Array(await buffer(file.open(start, end)));
	const media = await withTracks(seen, { size: file.size, read });
	const size = media.kind === "image" ? pictureSize(file.head) : media;
	const film = media.kind === "image" && declared?.kind === "video" && (found.animated || moves(file.head));
	const identity: Identity = {
		kind: film ? "video" : media.kind,
		contentType: media.content_type,
		width: size?.width ?? null,
		height: size?.height ?? null,
		duration_ms: media.duration_ms,
	};
	const promised = declared?.kind;
	if ((promised === "image" || promised === "video" || promised === "audio") && promised !== identity.kind)
		throw new AttemptFailed(
			failure(
				"missing_output",
				`output ${declared?.name} is to be ${ARTICLE[promised]}, and node ${found.node} left ${identity.contentType}`,
				found.node,
			),
		);
	return identity;
}

const ARTICLE = { image: "a picture", video: "a film", audio: "a sound" } as const;
