import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "正在训练的 LoRA 及其进展。",
	create: "新建训练",
	empty_title: "还没有训练过",
	empty_text: "先冻结一个至少七张图片的数据集，再用它训练 LoRA。",
	to_datasets: "查看数据集",
	more: "显示更多",
	steps: "第 {n} 步，共 {all} 步",
	kept: "已保存的步数",
});
