/** What passwords are made of before anybody thinks: our own collection, small letters. Endings, years and the other keyboard layout are added in commonPasswords.ts. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const latinWords = words(`
  password passw0rd pa55word p@ssw0rd p@ssword pass passwd passport secret admin administrator root user login welcome hello master
  test tester guest default changeme letmein access qwerty qwertyui asdfgh asdf zxcvbn zxcv abc abcd abcdef iloveyou lovely love mylove
  monkey dragon sunshine princess football baseball hockey soccer superman batman spiderman starwars pokemon shadow michael jordan
  jennifer jessica ashley daniel charlie thomas robert andrew joshua matthew george harley ranger hunter killer ninja mustang ferrari
  mercedes porsche yamaha honda toyota cookie chocolate orange banana cherry apple summer winter spring autumn january february march
  april june july august september october november december monday tuesday wednesday thursday friday saturday sunday freedom whatever
  trustno computer internet google yandex facebook vkontakte instagram telegram whatsapp youtube samsung iphone android nokia windows
  microsoft linux matrix phoenix diamond silver golden flower angel angels butterfly rainbow purple yellow crystal tiger eagle wolf
  russia rossiya moscow moskva spartak zenit dinamo cska lokomotiv piter petersburg novosibirsk ekaterinburg kazan samara sochi
  privet parol parolparol poka lubov lyubov lubimaya lyubimaya lubimiy lyubimyi solnce solnyshko solnishko zayka zaika zaychik kotik
  kotenok koshka sobaka rybka medved volk tigr orel sokol zvezda luna nebo more reka gora vesna leto osen zima doroga dorogaya
  rodina mama papa mamapapa semya babushka dedushka synok dochka malysh malyshka krasotka krasavica princessa koroleva korol druzhba
  schastie udacha nadezhda vera zhizn mechta svoboda pobeda klinika bolnica vrach doctor doktor zdorovie health medicine patient
  kabinet kabinetik kiosk regist registr registratura priem zapis apteka hospital polis snils gosuslugi
  marina natasha olga elena irina tatiana tatyana svetlana anastasia anastasiya nastya katya ekaterina katerina maria mariya masha anna
  anya julia yulia yuliya ksenia ksusha oksana kristina viktoria viktoriya vika daria darya dasha alina alena polina sofia sofya
  valentina valeria veronika larisa ludmila lyudmila galina nina zoya raisa tamara inna zhanna diana karina milana arina kira
  alexander aleksandr aleksey alexey alexei andrey andrei anton artem arthur boris vadim valera vasya vasiliy viktor vitaliy vladimir
  vova volodya dima dmitriy dmitry evgeniy zhenya egor ivan igor ilya kirill konstantin kostya leonid maxim maksim maks matvey misha
  mikhail nikita nikolay nikolai oleg pavel pasha petr roman ruslan rustam sasha sergey sergei seryoga stepan stas timur fedor yuriy
  yura yaroslav denis gleb danila daniil timofey arseniy german grigoriy gennadiy anatoliy stanislav vyacheslav slava
  ivanov ivanova petrov petrova sidorov smirnov smirnova kuznetsov kuznetsova popov popova vasiliev sokolov mikhailov novikov fedorov
  morozov volkov alekseev lebedev semenov egorov pavlov kozlov stepanov nikolaev orlov andreev makarov nikitin zakharov
  barsik murka murzik sharik tuzik bobik druzhok rex jack lucky buddy bella kitty puppy teddy ginger pepper snoopy garfield
  gfhjkm ghbdtn kbcfgtl vfhbyf yfnfif jkmuf tktyf bhbyf ctdtnkfyf rjhjktdf ljhjufz vfvf vfvfgfgf gfgf gjrf k.,jdm
  zaq xsw qaz wsx edc rfv qazwsx qazxsw zaqxsw wsxedc q1w2e3 q1w2e3r4 a1s2d3 z1x2c3 qwe asd zxc qweasd qweasdzxc asdzxc qwer qwert
  poiuy lkjhg mnbvc poiuyt lkjhgf mnbvcx fghjkl yuiop trewq rewq
  gamer player killer777 terminator avatar hacker cheater winner legend boss king queen prince knight wizard magic merlin gandalf
  hobbit frodo harry potter hogwarts naruto sasuke pikachu sonic mario luigi zelda minecraft warcraft starcraft counter strike dota
  fifa chelsea arsenal barcelona realmadrid manchester liverpool juventus milan ronaldo messi beckham
  jesus christ heaven blessed faith grace family forever friends mother father sister brother daughter
`);

export const russianWords = words(`
  пароль парольпароль привет здравствуй любовь любимая любимый любимка солнце солнышко зайка зайчик котик котёнок кошка собака рыбка
  медведь волк тигр орёл сокол звезда звёздочка луна небо море река гора весна лето осень зима дорога дорогая россия москва родина
  мама папа мамапапа семья бабушка дедушка сынок дочка малыш малышка красотка красавица принцесса королева король дружба счастье
  удача надежда вера жизнь мечта свобода победа клиника больница поликлиника врач доктор здоровье медицина пациент кабинет регистратура
  аптека спартак зенит динамо локомотив питер петербург новосибирск екатеринбург казань самара сочи админ администратор логин секрет
  доступ йцукен фывапр ячсмит йцукенг фыва ячсм йцу фыв ячс абв абвгд абвгде
  марина наташа наталья ольга елена ирина татьяна светлана анастасия настя катя екатерина мария маша анна аня юлия юля ксения оксана
  кристина виктория вика дарья даша алина алёна полина софия софья валентина валерия вероника лариса людмила галина нина зоя тамара
  диана карина милана арина кира варвара александр алексей андрей антон артём борис вадим валера вася василий виктор виталий владимир
  вова володя дима дмитрий евгений женя егор иван игорь илья кирилл константин костя леонид максим матвей миша михаил никита николай
  олег павел паша пётр роман руслан саша сергей серёжа степан стас тимур фёдор юрий юра ярослав денис глеб данила тимофей арсений
  иванов иванова петров петрова сидоров смирнов смирнова кузнецов кузнецова попов попова соколов михайлов новиков фёдоров морозов
  волков алексеев лебедев семёнов егоров павлов козлов степанов николаев орлов андреев макаров
  барсик мурка мурзик шарик тузик бобик дружок январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
  понедельник вторник среда четверг пятница суббота воскресенье ромашка василёк берёза рябина черёмуха цветок цветочек ангел ангелок
  бабочка радуга шоколад конфета клубника малина вишня яблоко апельсин лимон машина мотоцикл самолёт ракета космос футбол хоккей
`);

/** Keys in the order fingers find them. Any eight in a row, either way, are no password. */
export const keyRuns = [
  '1234567890-=', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./', 'йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю.', 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя', 'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/', 'qazwsxedcrfvtgbyhnujmik,ol.p;/', '1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', '1й2ц3у4к5е6н7г8ш9щ0з', 'qawsedrftgyhujikolp', 'zaqxswcdevfrbgtnhymjuki',
  '!@#$%^&*()_+', 'qwertyuiopasdfghjklzxcvbnm', 'йцукенгшщзхъфывапролджэячсмитьбю', 'asdfghjklzxcvbnm', '741852963', '147258369', '789456123', '159753', '963852741', '12345qwert', 'qwert12345', '123qweasdzxc', 'qweasdzxc123', '1234qwerasdfzxcv', 'q1a2z3w4s5x6', '123321', '0987654321',
] as const;
