import type { WorkflowDefinition } from "../definition/define.ts";
import { hunyuan15ImageToVideo } from "./hunyuan-1-5-image-to-video/workflow.ts";
import { hunyuanImageToVideo } from "./hunyuan-image-to-video/workflow.ts";
import { kling3Video } from "./kling-3-video/workflow.ts";
import { klingAvatar } from "./kling-avatar/workflow.ts";
import { klingImageToVideo } from "./kling-image-to-video/workflow.ts";
import { klingImageToVideoAudio } from "./kling-image-to-video-audio/workflow.ts";
import { klingLipSyncAudio } from "./kling-lip-sync-audio/workflow.ts";
import { klingLipSyncText } from "./kling-lip-sync-text/workflow.ts";
import { klingMotionControl } from "./kling-motion-control/workflow.ts";
import { sora2Video } from "./sora-2-video/workflow.ts";
import { veo31Video } from "./veo-3-1-video/workflow.ts";
import { wan225bVideo } from "./wan-2-2-5b-video/workflow.ts";
import { wan22Animate } from "./wan-2-2-animate/workflow.ts";
import { wan22ImageToVideo } from "./wan-2-2-image-to-video/workflow.ts";
import { wan22ImageToVideoFast } from "./wan-2-2-image-to-video-fast/workflow.ts";
import { wan22SoundToVideo } from "./wan-2-2-sound-to-video/workflow.ts";
import { wan22TextToImage } from "./wan-2-2-text-to-image/workflow.ts";
import { wan22TextToVideo } from "./wan-2-2-text-to-video/workflow.ts";
import { wan22TextToVideoFast } from "./wan-2-2-text-to-video-fast/workflow.ts";

/** Moving pictures, on the GPU and at partners. */
export const films: readonly WorkflowDefinition[] = [
	hunyuan15ImageToVideo,
	hunyuanImageToVideo,
	kling3Video,
	klingAvatar,
	klingImageToVideo,
	klingImageToVideoAudio,
	klingLipSyncAudio,
	klingLipSyncText,
	klingMotionControl,
	sora2Video,
	veo31Video,
	wan225bVideo,
	wan22Animate,
	wan22ImageToVideo,
	wan22ImageToVideoFast,
	wan22SoundToVideo,
	wan22TextToImage,
	wan22TextToVideo,
	wan22TextToVideoFast,
];
