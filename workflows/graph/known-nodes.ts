/**
 * What is known of nodes without asking a ComfyUI. Workers report more; this is what counts before any has,
 * and for what `/object_info` does not say.
 */

/**
 * Inputs that name a file the client sends, by class. `/object_info` marks most of them as uploads, but not
 * LoadLatent and the video loaders of VideoHelperSuite, and an unmarked one must not be a way to other people's
 * files.
 */
export const knownFileInputs: Readonly<Record<string, readonly string[]>> = {
	LoadImage: ["image"],
	LoadImageMask: ["image"],
	LoadImageOutput: ["image"],
	WebcamCapture: ["image"],
	RecordAudio: ["audio"],
	LoadAudio: ["audio"],
	LoadVideo: ["file"],
	LoadLatent: ["latent"],
	Load3D: ["model_file"],
	Load3DAnimation: ["model_file"],
	Load3DAdvanced: ["model_file"],
	GeminiInputFiles: ["file"],
	OpenAIInputFiles: ["file"],
	"LoadImage //Inspire": ["image"],
	"PromptExtractor //Inspire": ["image"],
	LoadAndResizeImage: ["image"],
	VHS_LoadVideo: ["video"],
	VHS_LoadVideoPath: ["video"],
	VHS_LoadVideoFFmpeg: ["video"],
	VHS_LoadVideoFFmpegPath: ["video"],
	VHS_LoadAudio: ["audio_file"],
	VHS_LoadAudioUpload: ["audio"],
	VHS_LoadImagePath: ["image"],
};

/** The folder under `models/` that a loader's input reads from, by class and input. */
export const modelFolders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	CheckpointLoaderSimple: { ckpt_name: "checkpoints" },
	CheckpointLoader: { ckpt_name: "checkpoints" },
	unCLIPCheckpointLoader: { ckpt_name: "checkpoints" },
	ImageOnlyCheckpointLoader: { ckpt_name: "checkpoints" },
	UNETLoader: { unet_name: "diffusion_models" },
	UnetLoaderGGUF: { unet_name: "diffusion_models" },
	CLIPLoader: { clip_name: "text_encoders" },
	DualCLIPLoader: { clip_name1: "text_encoders", clip_name2: "text_encoders" },
	TripleCLIPLoader: { clip_name1: "text_encoders", clip_name2: "text_encoders", clip_name3: "text_encoders" },
	QuadrupleCLIPLoader: {
		clip_name1: "text_encoders",
		clip_name2: "text_encoders",
		clip_name3: "text_encoders",
		clip_name4: "text_encoders",
	},
	VAELoader: { vae_name: "vae" },
	LoraLoader: { lora_name: "loras" },
	LoraLoaderModelOnly: { lora_name: "loras" },
	LoraLoaderBypass: { lora_name: "loras" },
	LoraLoaderBypassModelOnly: { lora_name: "loras" },
	CLIPVisionLoader: { clip_name: "clip_vision" },
	StyleModelLoader: { style_model_name: "style_models" },
	ControlNetLoader: { control_net_name: "controlnet" },
	DiffControlNetLoader: { control_net_name: "controlnet" },
	UpscaleModelLoader: { model_name: "upscale_models" },
	ModelPatchLoader: { name: "model_patches" },
	GLIGENLoader: { gligen_name: "gligen" },
	HypernetworkLoader: { hypernetwork_name: "hypernetworks" },
	PhotoMakerLoader: { photomaker_model_name: "photomaker" },
	AudioEncoderLoader: { audio_encoder_name: "audio_encoders" },
	LatentUpscaleModelLoader: { model_name: "latent_upscale_models" },
	CreateHookLora: { lora_name: "loras" },
	CreateHookLoraModelOnly: { lora_name: "loras" },
	CreateHookModelAsLora: { ckpt_name: "checkpoints" },
	CreateHookModelAsLoraModelOnly: { ckpt_name: "checkpoints" },
	LTXVAudioVAELoader: { ckpt_name: "checkpoints" },
	LTXAVTextEncoderLoader: { text_encoder: "text_encoders", ckpt_name: "checkpoints" },
	LoadBackgroundRemovalModel: { bg_removal_name: "background_removal" },
	FrameInterpolationModelLoader: { model_name: "frame_interpolation" },
	OpticalFlowLoader: { model_name: "optical_flow" },
	LoadMoGeModel: { model_name: "geometry_estimation" },
	LoadDA3Model: { model_name: "geometry_estimation" },
	LoadMediaPipeFaceLandmarker: { model_name: "detection" },
	// Custom nodes
	PulidFluxModelLoader: { pulid_file: "pulid" },
	IPAdapterModelLoader: { ipadapter_file: "ipadapter" },
	IPAdapterFluxLoader: { ipadapter: "ipadapter-flux" },
	IPAdapterFluxLoaderAdvanced: { ipadapter: "ipadapter-flux" },
	InstantIDModelLoader: { instantid_file: "instantid" },
	ReActorFaceSwap: { swap_model: "insightface", face_restore_model: "facerestore_models" },
	UltralyticsDetectorProvider: { model_name: "ultralytics" },
	SAMLoader: { model_name: "sams" },
	ONNXDetectorProvider: { model_name: "onnx" },
	FluxTrainModelSelect: {
		transformer: "diffusion_models",
		vae: "vae",
		clip_l: "text_encoders",
		t5: "text_encoders",
	},
	SDXLModelSelect: { checkpoint: "checkpoints" },
	VAELoaderKJ: { vae_name: "vae" },
	CheckpointLoaderKJ: { ckpt_name: "checkpoints" },
	DiffusionModelLoaderKJ: { model_name: "diffusion_models" },
	DiffusionModelSelector: { model_name: "diffusion_models" },
	GGUFLoaderKJ: { model_name: "diffusion_models" },
	DiTBlockLoraLoader: { lora_name: "loras" },
	LTX2LoraLoaderAdvanced: { lora_name: "loras" },
	LoraReduceRankKJ: { lora_name: "loras" },
	WanVideoModelLoader: { model: "diffusion_models" },
	WanVideoVAELoader: { model_name: "vae" },
	WanVideoLoraSelect: { lora: "loras" },
	HyVideoModelLoader: { model: "diffusion_models" },
	HyVideoVAELoader: { model_name: "vae" },
	HyVideoLoraSelect: { lora: "loras" },
	FluxLoraLoader: { lora_name: "xlabs/loras" },
	LoadFluxControlNet: { controlnet_path: "xlabs/controlnets" },
	// The input is spelt like this.
	LoadFluxIPAdapter: { ipadatper: "xlabs/ipadapters", clip_vision: "clip_vision" },
	"LoraLoaderBlockWeight //Inspire": { lora_name: "loras" },
	"CheckpointLoaderSimpleShared //Inspire": { ckpt_name: "checkpoints" },
};

/** Reads a table of this file (or of a worker's report) without ever answering with something inherited. */
export function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(table, key) ? table[key] : undefined;
}
