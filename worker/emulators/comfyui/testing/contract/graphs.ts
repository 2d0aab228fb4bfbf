import { empty, file, image, one, PNG, type RunRow, save, upload } from "./rows.ts";

/** Graphs, and what is left of them. */
export function runRows(tag: string): RunRow[] {
	const audio = { class_type: "EmptyAudio", inputs: { duration: 1, sample_rate: 44100, channels: 2 } };
	const sound = (class_type: string, prefix: string, more = {}) => ({
		"1": audio,
		"2": { class_type, inputs: { audio: ["1", 0], filename_prefix: `${tag}/${prefix}`, ...more } },
	});
	const picture = [upload([image(`${tag}.png`)])];
	const text = { class_type: "PrimitiveString", inputs: { value: `${tag}/linked` } };
	const latent = (class_type: string) => ({ class_type, inputs: { width: 64, height: 64, batch_size: 1 } });
	const shown = (class_type: string, inputs: object) => ({
		"1": { class_type, inputs },
		"2": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
	});
	return [
		{
			title: "FLAC is numbered without a line behind",
			only: "0.33.0",
			graph: sound("SaveAudio", "flac"),
			history: { status: "success", outputs: { "2": { audio: [file("flac_00001.flac", tag)] } } },
		},
		{
			title: "FLAC is numbered with a line behind",
			only: "0.3.64",
			graph: sound("SaveAudio", "flac"),
			history: { status: "success", outputs: { "2": { audio: [file("flac_00001_.flac", tag)] } } },
		},
		{
			title: "MP3 is numbered without a line behind",
			only: "0.33.0",
			graph: sound("SaveAudioMP3", "mp3", { quality: "128k" }),
			history: { status: "success", outputs: { "2": { audio: [file("mp3_00001.mp3", tag)] } } },
		},
		{
			title: "WebM is a picture that moves",
			graph: {
				"1": empty(2),
				"2": {
					class_type: "SaveWEBM",
					inputs: { images: ["1", 0], filename_prefix: `${tag}/w`, codec: "vp9", fps: 8, crf: 32 },
				},
			},
			history: {
				status: "success",
				outputs: { "2": { images: [file("w_00001_.webm", tag)], animated: [true] } },
			},
		},
		{
			title: "a saved text is told as well as its file",
			only: "0.33.0",
			graph: {
				"1": { class_type: "PrimitiveString", inputs: { value: "# words" } },
				"2": {
					class_type: "SaveText",
					inputs: { text: ["1", 0], filename_prefix: `${tag}/t`, format: "md" },
				},
			},
			history: {
				status: "success",
				outputs: { "2": { text: ["# words"], files: [file("t_00001.md", tag)] } },
			},
		},
		{
			title: "a prefix may come over a link",
			graph: { "1": empty(3), "2": save("1", ["3", 0]), "3": text },
			history: { status: "success", outputs: { "2": { images: [file("linked_00001_.png", tag)] } } },
		},
		{
			title: "an empty prefix is a dot",
			graph: { "1": empty(4), "2": save("1", "") },
			history: { status: "success", outputs: { "2": { images: [file("._00001_.png", "")] } } },
		},
		{
			title: "a prefix that leads out is an exception of the node",
			graph: one("../../../escape"),
			history: {
				status: "error",
				error: {
					exception_type: "Exception",
					exception_message:
						/Saving image outside the output folder is not allowed\.\n full_output_folder: \//,
				},
			},
		},
		...(
			[
				["0.33.0", "av.error."],
				["0.3.64", ""],
			] as const
		).map(
			([only, by]): RunRow => ({
				title: `LoadImage without a name is accepted, and fails at work (${only})`,
				only,
				graph: shown("LoadImage", { image: "" }),
				history: { status: "error", error: { exception_type: `${by}IsADirectoryError` } },
			}),
		),
		{
			title: "LoadImage of a picture that ends in its head fails at work",
			before: [upload([image(`${tag}-head.png`, PNG.subarray(0, 40))])],
			graph: shown("LoadImage", { image: `${tag}-head.png` }),
			history: {
				status: "error",
				error: { exception_type: "OSError", exception_message: /^Truncated File Read/ },
			},
		},
		{
			title: "LoadImage of a text fails at work",
			before: [upload([image(`${tag}-text.png`, Buffer.from("no picture"))])],
			graph: shown("LoadImage", { image: `${tag}-text.png` }),
			history: { status: "error", error: { exception_type: "PIL.UnidentifiedImageError" } },
		},
		...(
			[
				["0.33.0", "av.error.InvalidDataError"],
				["0.3.64", "PIL.UnidentifiedImageError"],
			] as const
		).map(
			([only, exception_type]): RunRow => ({
				title: `LoadImage of an empty file fails at work (${only})`,
				only,
				before: [upload([image(`${tag}-empty.png`, Buffer.alloc(0))])],
				graph: shown("LoadImage", { image: `${tag}-empty.png` }),
				history: { status: "error", error: { exception_type } },
			}),
		),
		{
			title: "WebcamCapture reads a file of the input folder, two letters past its name",
			before: picture,
			graph: shown("WebcamCapture", {
				image: `${tag}.pngx[input]`,
				width: 0,
				height: 0,
				capture_on_queue: true,
			}),
			history: { status: "success", outputs: { "2": { images: [{ type: "temp" }] } } },
		},
		{
			title: "a mask is shown as a preview",
			before: picture,
			graph: {
				"1": { class_type: "LoadImageMask", inputs: { image: `${tag}.png`, channel: "red" } },
				"2": { class_type: "MaskPreview", inputs: { mask: ["1", 0] } },
			},
			history: { status: "success", outputs: { "2": { images: [{ type: "temp", subfolder: "" }] } } },
		},
		{
			title: "pictures that go over the socket leave nothing in the history",
			needs: ["SaveImageWebsocket"],
			graph: { "1": empty(5), "2": { class_type: "SaveImageWebsocket", inputs: { images: ["1", 0] } } },
			history: { status: "success", outputs: {} },
		},
		{
			title: "latents that do not fit are an exception of the node",
			graph: {
				"1": latent("EmptyLatentImage"),
				"2": latent("EmptySD3LatentImage"),
				"3": { class_type: "LatentAdd", inputs: { samples1: ["1", 0], samples2: ["2", 0] } },
				"4": { class_type: "SaveLatent", inputs: { samples: ["3", 0], filename_prefix: `${tag}/l` } },
			},
			history: { status: "error", error: { exception_type: "RuntimeError" } },
		},
		{
			title: "a switch computes the branch it takes, and not the other",
			only: "0.33.0",
			before: picture,
			graph: {
				"1": { class_type: "LoadImage", inputs: { image: "" } },
				"2": empty(6),
				"3": { class_type: "PrimitiveBoolean", inputs: { value: true } },
				"4": {
					class_type: "ComfySwitchNode",
					inputs: { switch: ["3", 0], on_false: ["1", 0], on_true: ["2", 0] },
				},
				"5": save("4", `${tag}/s`),
			},
			history: { status: "success", outputs: { "5": { images: [file("s_00001_.png", tag)] } } },
		},
		{
			title: "partial_execution_targets as a text name the outputs in it",
			graph: { ...one(`${tag}/p`), "3": save("1", `${tag}/q`) },
			more: { partial_execution_targets: "2" },
			history: { status: "success", outputs: { "2": { images: [file("p_00001_.png", tag)] } } },
		},
	];
}
