import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "一份剧本，每句话配一张图。",
	create: "新建分镜",
	create_title: "讲的是什么？",
	create_yes: "创建",
	name: "名称",
	name_missing: "请填写名称",
	script: "剧本",
	script_hint: "每行一句，每句成为一个镜头。",
	no_shots: "还没有镜头",
	empty_title: "用图片讲一个故事",
	empty_text: "粘贴剧本，每行一句。每句都会得到一张图，你可以看着它们逐一显影。",
	more: "显示更多",
});
