import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "正在显影的内容，以及之前完成的一切。",
	state: "状态",
	all: "全部",
	empty_title: "托盘是空的",
	empty_text: "发送第一个请求，它会立即出现在这里，并在您眼前显影。",
	copy_request: "复制首个请求",
	first: "制作第一张图片",
	none_title: "没有此状态的任务",
	none_text: "任务状态会变化。显示全部以查看其余任务。",
	show_all: "显示全部",
	raw_graph: "原始图",
	more: "显示更多",
});
