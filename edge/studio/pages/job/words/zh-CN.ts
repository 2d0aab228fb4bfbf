import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "所有任务",
	stages: "阶段",
	stage_of: "第 {n} 阶段，共 {all} 个",
	overall: "总进度",
	step: "{node} {step}/{steps}",
	node_of: "节点 {done}/{all}",
	picture: "{stage}，第 {n} 张",
	cancel: "取消",
	cancel_title: "取消此任务？",
	cancel_text: "正在运行的将停止，已完成的图片会保留。",
	cancel_yes: "取消任务",
	cancel_no: "保留",
	cost: "当前费用",
	estimate: "最高估计",
	budget: "预算",
	submitted: "提交时间",
	time: "用时",
	error_title: "出了什么问题",
	parameters: "参数",
	details: "详情",
	job_id: "任务 ID",
	pool: "工作池",
	stage_is: "{stage}：{status}",
});
