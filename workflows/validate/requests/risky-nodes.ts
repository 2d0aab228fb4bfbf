/**
 * Classes that reach beyond the graph they are in: they read or write folders by name, run code they are given,
 * fetch addresses, keep things for whoever comes next, or can hold a ComfyUI for ever. In a graph a client sends, any of them is a way to
 * other accounts' files or out of the container, so they are refused unless the account is trusted with them.
 * Workflows of the library may use them: there the operator chose the folders.
 *
 * The list cannot be complete: anybody can write a custom node. The first line of defence is what is installed
 * on the workers; this is the second, for packs that are installed for some of their nodes. Names are from
 * `/object_info` of real servers and from the packs' own registrations; each reason completes "it ...".
 */
export const riskyNodes: ReadonlyMap<string, string> = new Map(
	Object.entries({
		// ComfyUI itself
		LoadImageSetFromFolderNode: "reads every picture of a folder it is given by name",
		LoadImageTextSetFromFolderNode: "reads every picture and text of a folder it is given by name",
		LoadImageDataSetFromFolder: "reads every picture of a folder it is given by name",
		LoadImageTextDataSetFromFolder: "reads every picture and text of a folder it is given by name",
		LoadVideoDataSetFromFolder: "reads every film of a folder it is given by name",
		LoadVideoTextDataSetFromFolder: "reads every film and text of a folder it is given by name",
		LoadTrainingDataset: "reads a dataset that any prompt may have left, by the name of its folder",
		SaveImageDataSetToFolder: "writes into a folder it is given by name, where later prompts find it",
		SaveImageTextDataSetToFolder: "writes into a folder it is given by name, where later prompts find it",
		SaveTrainingDataset: "writes into a folder it is given by name, where later prompts find it",
		CheckpointSave: "writes a model that every later prompt can load",
		ImageOnlyCheckpointSave: "writes a model that every later prompt can load",
		CLIPSave: "writes a model that every later prompt can load",
		ModelSave: "writes a model that every later prompt can load",
		VAESave: "writes a model that every later prompt can load",
		LoraSave: "writes a LoRA that every later prompt can load",
		SaveLoRA: "writes a LoRA that every later prompt can load",
		SaveLoRANode: "writes a LoRA that every later prompt can load",
		GLSLShader: "runs shader code it is given on the GPU",
		// Python holds its one lock while a pattern or a power is worked out: ComfyUI answers nobody until it ends.
		RegexMatch: "runs a pattern it is given, which can take for ever",
		RegexExtract: "runs a pattern it is given, which can take for ever",
		RegexReplace: "runs a pattern it is given, which can take for ever",
		ComfyMathExpression: "computes a formula it is given, which can take for ever",

		// ComfyUI-Inspire-Pack
		"LoadImagesFromDir //Inspire": "reads every picture of a folder it is given by name",
		"LoadImageListFromDir //Inspire": "reads every picture of a folder it is given by name",
		"SaveLBW //Inspire": "writes a model file that every later prompt can load",
		"LoadLBW //Inspire": "reads model files that other prompts left",
		"CacheBackendData //Inspire": "keeps a value under a name that every later prompt can read",
		"CacheBackendDataList //Inspire": "keeps a value under a name that every later prompt can read",
		"CacheBackendDataNumberKey //Inspire": "keeps a value under a number that every later prompt can read",
		"CacheBackendDataNumberKeyList //Inspire":
			"keeps a value under a number that every later prompt can read",
		"RetrieveBackendData //Inspire": "reads values that other prompts kept",
		"RetrieveBackendDataNumberKey //Inspire": "reads values that other prompts kept",
		"RemoveBackendData //Inspire": "removes values that other prompts kept",
		"RemoveBackendDataNumberKey //Inspire": "removes values that other prompts kept",
		"ShowCachedInfo //Inspire": "lists what other prompts kept",
		"IsCached //Inspire": "tells what other prompts kept",
		"CheckpointLoaderSimpleShared //Inspire": "shares a loaded model with other prompts under a name",
		"LoadDiffusionModelShared //Inspire": "shares a loaded model with other prompts under a name",
		"LoadTextEncoderShared //Inspire": "shares a loaded model with other prompts under a name",
		"StableCascade_CheckpointLoader //Inspire": "shares a loaded model with other prompts under a name",

		// ComfyUI-Impact-Pack
		ImageReceiver: "reads a file of the shared folders by name",
		LatentReceiver: "reads a file of the shared folders by name",
		ImpactQueueTrigger: "puts prompts into ComfyUI's queue by itself",
		ImpactQueueTriggerCountdown: "puts prompts into ComfyUI's queue by itself",

		// ComfyUI-VideoHelperSuite
		VHS_LoadImages: "reads every picture of a folder of the shared input folder",
		VHS_LoadImagesPath: "reads every picture of a folder it is given by name",
		VHS_LoadImagePath: "reads a picture by its path or address",
		VHS_LoadVideoPath: "reads a film by its path or address",
		VHS_LoadVideoFFmpegPath: "reads a film by its path or address",
		VHS_LoadAudio: "reads a sound file by its path",
		VHS_SelectLatest: "reads the newest file anybody left under a prefix",
		VHS_PruneOutputs: "deletes files",
		VHS_BatchManager: "puts its own prompt into ComfyUI's queue again",

		// ComfyUI-KJNodes
		LoadImagesFromFolderKJ: "reads every picture of a folder it is given by name",
		LoadVideosFromFolder: "reads every film of a folder it is given by name",
		SaveImageKJ: "writes into a folder it is given by name",
		SaveStringKJ: "writes into a folder it is given by name",
		ModelSaveKJ: "writes a model that every later prompt can load",
		LoraExtractKJ: "writes a LoRA that every later prompt can load",
		LoraReduceRankKJ: "writes a LoRA that every later prompt can load",
		CameraPoseVisualizer: "reads a file by its path",
		CreateAudioMask: "reads a sound file by its path",
		DiTBlockLoraLoader: "reads a LoRA by its path",
		LTX2LoraLoaderAdvanced: "reads a LoRA by its path",
		EndRecordCUDAMemoryHistory: "writes to a path it is given",
		VisualizeCUDAMemoryHistory: "reads a file by its path",
		DownloadAndLoadCLIPSeg: "fetches a model from the network",
		SimpleCalculatorKJ: "computes a formula it is given, which can take for ever",
		Screencap_mss: "reads the screen of the machine",
		WebcamCaptureCV2: "opens cameras of the machine, and addresses of others",

		// ComfyUI-FluxTrainer
		TrainDatasetAdd: "reads every picture of a folder it is given by name",
		TrainDatasetRegularization: "reads every picture of a folder it is given by name",
		InitFluxLoRATraining: "writes into a folder it is given by name",
		InitFluxTraining: "writes into a folder it is given by name",
		InitSD3LoRATraining: "writes into a folder it is given by name",
		InitSDXLLoRATraining: "writes into a folder it is given by name",
		FluxTrainModelSelect: "reads a LoRA by its path",
		SD3ModelSelect: "reads a LoRA by its path",
		SDXLModelSelect: "reads a LoRA by its path",
		FluxTrainResume: "reads a training state by its path, which can hold code",
		FluxTrainSave: "writes a LoRA that every later prompt can load",
		FluxTrainSaveModel: "writes a model that every later prompt can load",
		FluxTrainEnd: "writes a model that every later prompt can load",
		ExtractFluxLoRA: "writes to a path it is given",
		UploadToHuggingFace: "sends files it is given by path to the network",

		// Other packs whose registrations were read
		ReActorSaveFaceModel: "keeps a face under a name that every later prompt can load",
		ReActorBuildFaceModel: "keeps a face under a name that every later prompt can load",
		ReActorLoadFaceModel: "reads faces that other prompts kept",
		IPAdapterSaveEmbeds: "writes a file that later prompts can load",
		IPAdapterLoadEmbeds: "reads a file of the shared input folder by name",
		HyVideoTextEmbedsSave: "writes a file that later prompts can load",
		HyVideoTextEmbedsLoad: "reads files that other prompts left",
		DownloadAndLoadHyVideoTextEncoder: "fetches a model from the network",
		"LoadText|pysssss": "reads a text file of the shared folders by name",
		"SaveText|pysssss": "writes a text file into the shared folders by name",
		"easy loadImagesForLoop": "reads every picture of a folder it is given by name",
		"easy imagesCountInDirectory": "looks into a folder it is given by name",
		"CR Load Image List": "reads every picture of a folder it is given by name",
		"CR Load Image List Plus": "reads every picture of a folder it is given by name",
		"CR Load Animation Frames": "reads every picture of a folder it is given by name",
		"CR Load Flow Frames": "reads every picture of a folder it is given by name",
		"CR Load GIF As List": "reads a film by its path",
		"CR Load Schedule From File": "reads a file by its path",
		"CR Load Text List": "reads a file by its path",
		LoadImageFromUrl: "fetches an address it is given",
		LoadImageFromURL: "fetches an address it is given",
		LoadVideoFromURL: "fetches an address it is given",
		LoadAudioFromURL: "fetches an address it is given",
		NodePython: "runs Python it is given",
		PythonCodeNode: "runs Python it is given",
		ShellCodeNode: "runs shell commands it is given",

		// was-node-suite-comfyui
		"Cache Node": "writes files to a path it is given",
		"Load Cache": "reads files by their paths, which can hold code",
		"Create Morph Image": "writes to a path it is given",
		"Create Morph Image from Path": "reads every picture of a folder it is given by name",
		"Create Video from Path": "reads every picture of a folder it is given by name",
		"Diffusers Hub Model Down-Loader": "fetches a model from the network",
		"Export API": "writes to a path it is given",
		"Image History Loader": "reads pictures that other prompts loaded",
		"Image Load": "reads a picture by its path or address",
		"Image Save": "writes into a folder it is given by name",
		"Load Image Batch": "reads every picture of a folder it is given by name",
		"Load Text File": "reads a file by its path",
		"Save Text File": "writes to a path it is given",
		"Text File History Loader": "reads texts that other prompts loaded",
		"Text Load Line From File": "reads a file by its path",
		"Video Dump Frames": "reads a film by its path and writes into a folder",
		"Write to GIF": "writes to a path it is given",
		"Write to Video": "writes to a path it is given",
	}),
);

/** Names that say it themselves, for packs nobody listed. Each reason completes "it ...". */
const tellingNames: readonly (readonly [name: RegExp, why: string])[] = [
	[/regex|regular[ _-]?expression/i, "runs a pattern it is given, which can take for ever"],
	[
		/math[ _-]?(expression|formula|eval)|expression[ _-]?(math|eval)|simple[ _-]?math|\bevaluate (integers|floats|strings)\b/i,
		"computes a formula it is given, which can take for ever",
	],
	[
		/(for|while)[ _-]?loop|\bloop[ _-]?(start|end|open|close|begin)/i,
		"repeats parts of the graph as often as it is told",
	],
	[/(python|shell|bash|javascript).*(code|script|exec|run|eval|interpreter)/i, "runs code it is given"],
	[/(exec|run|eval)[a-z _-]*(python|shell|bash|javascript|code|script)/i, "runs code it is given"],
	[/(load|read|fetch|get|download).*from[ _-]?url/i, "fetches an address it is given"],
	[/\bhttp[ _-]?(request|get|post)\b/i, "fetches an address it is given"],
];

/** Why a class reaches beyond its graph, completing "it ...", or null where nothing is known of it. */
export function riskOf(className: string): string | null {
	return riskyNodes.get(className) ?? tellingNames.find(([name]) => name.test(className))?.[1] ?? null;
}
