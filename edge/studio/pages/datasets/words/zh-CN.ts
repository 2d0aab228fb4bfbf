import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "带说明文字的图片，用于训练 LoRA。",
	create: "新建数据集",
	create_yes: "创建",
	empty_title: "还没有数据集",
	empty_text: "新建一个，添加至少七张图片，没有问题后将其冻结。",
	more: "显示更多",
	pictures: "图片：{n}",
	newest: "版本 {n}",
	name: "名称",
	name_hint: "小写字母、数字、- 和 _",
	trigger: "触发词",
	trigger_hint: "每条说明都以它开头，例如 spyke_plasma_v1",
	preset: "要求",
	preset_any: "7 张或更多",
	preset_sheet: "角色设定图中的 7 至 10 张",
	preset_manga: "15 至 20 张，512 像素",
	preset_thirty: "30 张：半身 21、肖像 6、全身 3",
	asymmetric: "角色左右两侧不同",
	asymmetric_hint: "翻转的副本会教错方向",
});
