import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Галерея",
	keys: "Клавиши 1, 2 и 3 меняют вид, s меняет изображения местами.",
	swap: "Поменять местами",
	view: "Вид",
	slider: "Шторка",
	side: "Рядом",
	difference: "Разница",
	position: "Положение линии",
	first: "Первое",
	second: "Второе",
	difference_text: "Чёрное совпадает; что отличается, светится.",
	gain: "Яркость",
});
