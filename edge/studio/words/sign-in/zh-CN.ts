import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "登录",
	lead: "看着您的图片逐渐显影。",
	label: "API 密钥或令牌",
	hint: "它会换成一个会话；本页面不会保存它。",
	submit: "登录",
	working: "正在登录…",
	required: "请输入密钥或令牌",
	refused: "此密钥或令牌无效。是否完整复制？",
	refused_token: "此令牌未被接受：{why}",
	forbidden: "此密钥无权读取任务：需要权限 {scope}。",
	unreachable: "无法连接服务器。请稍后再试。",
	link_over: "此地址已被使用或已过期。请改用密钥登录。",
	ended: "会话已结束，请重新登录。",
});
