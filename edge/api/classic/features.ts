import { MAX_UPLOAD_BYTES } from "../upload.ts";

/** What a client may count on, in ComfyUI's words: previews come with the node and the prompt that they are of. */
export const FEATURES = {
	supports_preview_metadata: true,
	max_upload_size: MAX_UPLOAD_BYTES,
};
