import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "Вход",
	lead: "Смотрите, как проявляются ваши снимки.",
	label: "Ключ API или токен",
	hint: "Он обменивается на сеанс; страница его не хранит.",
	submit: "Войти",
	working: "Входим…",
	required: "Введите ключ или токен",
	refused: "Ключ или токен недействителен. Он скопирован целиком?",
	refused_token: "Этот токен не принят: {why}",
	forbidden: "Этот ключ не может читать задания: нужно право {scope}.",
	unreachable: "Сервер недоступен. Попробуйте чуть позже.",
	link_over: "Этот адрес уже использован или истёк. Войдите с ключом.",
	ended: "Сеанс завершён. Войдите снова.",
});
