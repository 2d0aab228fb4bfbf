import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Все задания",
	stages: "Этапы",
	stage_of: "Этап {n} из {all}",
	overall: "Общий прогресс",
	step: "{node} {step}/{steps}",
	node_of: "узел {done} из {all}",
	picture: "{stage}, снимок {n}",
	cancel: "Отменить",
	cancel_title: "Отменить задание?",
	cancel_text: "Выполнение остановится. Готовые снимки останутся.",
	cancel_yes: "Отменить задание",
	cancel_no: "Оставить",
	cost: "Потрачено",
	estimate: "Оценка, не более",
	budget: "Бюджет",
	submitted: "Отправлено",
	time: "Время",
	error_title: "Что пошло не так",
	parameters: "Параметры",
	details: "Подробности",
	job_id: "ID задания",
	pool: "Пул",
	stage_is: "{stage}: {status}",
});
