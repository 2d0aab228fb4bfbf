import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "机器、排队任务与花费。",
	workers: "工作机",
	waiting: "排队任务",
	held: "运行中的任务",
	busy: "GPU 繁忙",
	spend: "累计花费",
	queue_plot: "排队与运行任务（自打开此页起）",
	busy_plot: "GPU 繁忙比例（自打开此页起）",
	pool: "池",
	idle: "空闲",
	working: "工作中",
	draining: "排空中",
	gone: "{time}离开",
	drain: "排空",
	drain_title: "排空 {name}？",
	drain_text: "完成手头任务，不再接收新任务。",
	keep: "保持",
	emulated: "模拟",
	none_title: "还没有工作机",
	none_text: "在 ComfyUI 旁运行 npm run worker 启动一台。",
});
