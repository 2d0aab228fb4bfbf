import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "在每张图片里都保持同一模样的人物。",
	create: "新建角色",
	create_title: "是谁？",
	create_text: "有名字和几句描述就够了，接下来生成四张参考视图。",
	create_yes: "创建",
	name: "名称",
	name_missing: "请填写名称",
	description: "外貌与服装",
	description_hint: "用自己的话写，它会出现在该角色的每个提示词中。",
	no_looks: "尚未描述外貌",
	no_references: "暂无参考图",
	empty_title: "这里还没有人",
	empty_text: "创建一个角色：说明是谁，四张视图会让它在每张图片里都是同一个人。",
	more: "显示更多",
});
