// What the page says, in English and Japanese. The core has words of its own for pictures, reasons and the report.

const WORDS = {
    language: ["Language", "言語"],
    headline: ["One customer, online and in store", "オンラインも店舗も、ひとりのお客さまとして"],
    promise: [
        "Give your tills', online shop's, app's and contact centre's exports. You get your customers, their journeys, and the next best thing to do for each.",
        "レジ、ECサイト、アプリ、コンタクトセンターの出力ファイルから、お客さま一人ひとりと、その行動の流れ、次に打つべき手が分かります。",
    ],
    drop: ["Drop files here: CSV or JSON Lines, several at once.", "ここにファイルをドロップしてください（CSV・JSON Lines、複数可）。"],
    choose: ["Choose files", "ファイルを選ぶ"],
    loadSample: ["Load the sample town (simulated)", "サンプルの町を読み込む（架空のデータ）"],
    private: [
        "Everything is computed in this page. Your files go to no server.",
        "すべてこのページの中で計算します。ファイルがサーバーに送られることはありません。",
    ],
    simulated: [
        "This is a simulated town: no person, order or store in it is real.",
        "これは架空の町のデータです。実在の人物・注文・店舗とは関係ありません。",
    ],
    figures: ["In and out", "入力と結果"],
    touchpoints: ["Touchpoints", "接点"],
    customersFound: ["Customers", "顧客"],
    customersNote: ["each one person, across all channels", "全チャネルを通じた一人ひとり"],
    both: ["On both sides", "オンラインと店舗の両方"],
    bothNote: ["{share} of customers", "顧客の{share}"],
    strangers: ["Strangers", "未識別"],
    strangersNote: ["touchpoints that name nobody", "誰のものか分からない接点"],
    aside: ["Set aside", "保留"],
    asideNote: ["records to mend, listed below", "修正が必要な行（下に一覧）"],
    map: ["Customer journey map", "カスタマージャーニーマップ"],
    mapLead: [
        "Each circle is one stage in one channel: the number counts touchpoints, the colour says how many of its customers go on to buy.",
        "円は、ある段階のあるチャネルを表します。数字は接点の数、色はその顧客のうち購入に至った割合です。",
    ],
    funnel: ["From first touch to purchase", "はじめての接点から購入まで"],
    funnelLead: [
        "Customers who reach each step, and the median time from the step before.",
        "各段階に到達した顧客数と、前の段階からの所要時間（中央値）です。",
    ],
    ofFirst: ["{share} of first", "最初の{share}"],
    after: ["after {time}", "{time}後"],
    crossings: ["Where online and offline meet", "オンラインと店舗の交わり"],
    crossingsLead: ["How customers go from one side to the other.", "お客さまがオンラインと店舗を行き来する様子です。"],
    onlineToOffline: ["Moves from online to offline", "オンラインから店舗への移動"],
    offlineToOnline: ["Moves from offline to online", "店舗からオンラインへの移動"],
    boughtInStoreAfterOnline: ["Customers who looked online, then bought in a store", "オンラインを見て店舗で購入した顧客"],
    boughtOnlineAfterStore: ["Customers who came to a store, then bought online", "来店後にオンラインで購入した顧客"],
    orderedOnlinePickedUp: ["Customers who ordered online and picked up", "オンラインで注文し店舗で受け取った顧客"],
    couponOnlineUsedInStore: ["Customers who used an online coupon in a store", "オンラインのクーポンを店舗で使った顧客"],
    actions: ["What to do next", "次に打つ手"],
    actionsLead: [
        "The best of each kind, for customers who agreed to be addressed.",
        "連絡に同意いただいたお客さまについて、種類ごとに最も効果が見込めるものです。",
    ],
    openCustomer: ["Open this customer", "このお客さまを見る"],
    noActions: ["Nothing to suggest: nobody agreed to be addressed, or nothing is in stock.", "提案はありません（連絡への同意または在庫がありません）。"],
    customers: ["Customers", "お客さま"],
    customersLead: [
        "Choose one to see what happened across all channels. Customers on both sides come first.",
        "選ぶと、全チャネルを通じた行動が表示されます。オンラインと店舗の両方を使うお客さまが先に並びます。",
    ],
    search: ["Search by card number, e-mail, phone or id", "会員番号・メール・電話・IDで検索"],
    more: ["Showing {shown} of {all}. Search to find others.", "{all}人中{shown}人を表示しています。検索で絞り込めます。"],
    nobody: ["Nobody found.", "該当するお客さまはいません。"],
    line: ["{touchpoints} touchpoints · {purchases} purchases", "接点 {touchpoints}・購入 {purchases}"],
    known: ["Known by", "識別情報"],
    since: ["{from} to {to}", "{from} ～ {to}"],
    spent: ["Spent", "購入金額"],
    purchases: ["Purchases", "購入回数"],
    onlineOffline: ["Online / offline", "オンライン / 店舗"],
    next: ["Next best actions", "次に打つ手"],
    recommendations: ["Recommendations", "おすすめ商品"],
    inStore: ["In stock at", "在庫のある店舗"],
    anywhere: ["Anywhere", "どこでも"],
    purpose: ["For", "用途"],
    service: ["Staff serving the customer", "スタッフの接客"],
    marketing: ["A message (needs consent)", "お知らせの配信（同意が必要）"],
    notPersonal: [
        "No consent for messages: these are what a stranger would get.",
        "配信への同意がないため、どなたにもおすすめできる商品です。",
    ],
    nothingToRecommend: ["Nothing to recommend here.", "ここでおすすめできる商品はありません。"],
    asOf: ["As of {date}, the last fact", "最後の記録（{date}）時点"],
    why: ["Why is this one customer?", "なぜ同じお客さまだと分かるのか"],
    from: ["From", "この識別情報から"],
    to: ["To", "この識別情報へ"],
    seenTogether: ["seen together in {touchpoint}", "{touchpoint}で一緒に記録"],
    times: ["{n} times in all", "全{n}回"],
    oneIdentifier: ["Only one identifier is known.", "識別情報は1つだけです。"],
    notLinked: ["These two are not linked.", "この2つは結びついていません。"],
    journey: ["Journey", "行動の流れ"],
    newest: ["newest first", "新しい順"],
    all: ["Show all {n}", "全{n}件を表示"],
    quarantine: ["Set aside", "保留した行"],
    quarantineLead: [
        "Records that could not be read. None is lost: mend them in your export and drop the file again; what is known already is not counted twice.",
        "読み取れなかった行です。元のファイルで直してからもう一度ドロップしてください。取り込み済みの行が二重に数えられることはありません。",
    ],
    nothingAside: ["Everything could be read.", "すべて読み取れました。"],
    firstOf: ["The first {shown} of {all}.", "{all}件のうち最初の{shown}件です。"],
    file: ["File", "ファイル"],
    row: ["Row", "行"],
    column: ["Column", "列"],
    code: ["Code", "種類"],
    mend: ["What to mend", "直し方"],
    record: ["Show the record", "元の行を見る"],
    report: ["Take it along", "レポート"],
    reportLead: [
        "The report is one HTML file: it opens anywhere, loads nothing and names no contact data.",
        "レポートは1つのHTMLファイルです。どこでも開け、連絡先は含みません。",
    ],
    download: ["Download the report", "レポートを保存"],
    again: ["Start over", "最初からやり直す"],
    foot: [
        "omo runs in this page, in a Web Worker. Close the page and everything is forgotten.",
        "omoはこのページの中（Web Worker）で動きます。ページを閉じるとすべて消去されます。",
    ],
    files: ["Files: {n}. New {taken}, known already {duplicates}, set aside {aside}.", "ファイル{n}件：新規{taken}、重複{duplicates}、保留{aside}"],
    moreIdentifiers: ["{n} more", "ほか{n}件"],
    readAs: ["Read as", "内容"],
    taken: ["New", "新規"],
    duplicates: ["Known already", "重複"],
    working: ["Reading {file} …", "{file}を読み込んでいます…"],
    counting: ["Finding customers …", "顧客を照合しています…"],
    done: ["{facts} touchpoints, {customers} customers. Read in {read}, counted in {counted}.", "接点{facts}件、顧客{customers}人。読み込み{read}、集計{counted}。"],
    reported: ["The report is saved as {file}.", "レポートを{file}として保存しました。"],
    onlySides: ["Add touchpoints too: a till's, a shop's, an app's or a contact centre's export.", "レジ、EC、アプリ、コンタクトセンターの出力ファイルも追加してください。"],
    shiftJis: ["read as Shift_JIS", "Shift_JISとして読み込み"],
    failed: ["{file} could not be read: {why}", "{file}を読み込めませんでした：{why}"],
    empty: ["it is empty", "空のファイルです"],
    whatIsIt: ["What is in {file}?", "{file}の内容は？"],
    whatIsItLead: [
        "This file is new to the page. The guesses are made from its header: check them, then read the file.",
        "はじめて見る形式です。列名から推測した結果を確かめてから読み込んでください。",
    ],
    contents: ["It holds", "ファイルの内容"],
    facts: ["What customers did", "お客さまの行動"],
    products: ["Products", "商品"],
    stores: ["Stores", "店舗"],
    stock: ["Stock", "在庫"],
    consents: ["Consents", "同意"],
    pos: ["Till receipts", "レジのレシート"],
    ec: ["Online shop events", "ECサイトのイベント"],
    app: ["App events", "アプリのイベント"],
    contact: ["Contact centre", "コンタクトセンター"],
    theirs: ["Column", "列"],
    example: ["Example", "例"],
    ours: ["Means", "意味"],
    ignore: ["leave out", "使わない"],
    ifMissing: ["Where a row does not say", "行に書かれていない場合"],
    constantChannel: ["Channel", "チャネル"],
    constantAction: ["Action", "行動"],
    constantCurrency: ["Currency", "通貨"],
    zone: ["Time zone", "タイムゾーン"],
    issuer: ["Member numbers come from", "会員番号の発行元"],
    readIt: ["Read the file", "読み込む"],
    skipIt: ["Leave it out", "使わない"],
};

/** omo's words for columns. */
const MEANINGS = {
    id: ["id of the record", "記録の番号"],
    occurred_at: ["when", "日時"],
    channel: ["channel", "チャネル"],
    store: ["store", "店舗"],
    action: ["what was done", "行動"],
    member_id: ["member number", "会員番号"],
    email: ["e-mail", "メールアドレス"],
    phone: ["phone", "電話番号"],
    app_id: ["app installation", "アプリのID"],
    payment_token: ["payment token", "決済トークン"],
    device: ["device", "端末"],
    cookie: ["cookie", "Cookie"],
    name: ["name", "氏名・名称"],
    address: ["address", "住所"],
    postcode: ["postcode", "郵便番号"],
    product: ["product", "商品"],
    quantity: ["quantity", "数量"],
    unit_price: ["price of one", "単価"],
    amount: ["amount of the line", "金額"],
    currency: ["currency", "通貨"],
    about: ["about", "内容"],
    coupon: ["coupon", "クーポン"],
    category: ["category", "カテゴリ"],
    price: ["price", "価格"],
    latitude: ["latitude", "緯度"],
    longitude: ["longitude", "経度"],
    kind: ["kind of identifier", "識別情報の種類"],
    value: ["identifier", "識別情報"],
    purpose: ["purpose", "目的"],
    status: ["granted or withdrawn", "同意・撤回"],
    at: ["when", "日時"],
    notice: ["notice", "通知文"],
};

const STAGES = {
    know: ["Discover", "知る"],
    consider: ["Consider", "検討"],
    visit: ["Visit", "来店"],
    buy: ["Buy", "購入"],
    use: ["Use", "利用"],
    support: ["Support", "サポート"],
    return: ["Return", "返品"],
};

const ACTIONS = {
    view: ["looked", "閲覧"],
    search: ["searched", "検索"],
    cart: ["put into the cart", "カートに追加"],
    purchase: ["bought", "購入"],
    return: ["brought back", "返品"],
    visit: ["came in", "来店"],
    check_in: ["checked in", "チェックイン"],
    coupon_issued: ["got a coupon", "クーポン取得"],
    coupon_redeemed: ["used a coupon", "クーポン利用"],
    reservation: ["reserved", "予約"],
    pickup: ["picked up", "店舗受取"],
    inquiry: ["asked", "問い合わせ"],
    inquiry_closed: ["was answered", "問い合わせ解決"],
    review: ["reviewed", "レビュー"],
    payment: ["paid", "支払い"],
    signage_seen: ["saw signage", "サイネージ閲覧"],
    push_open: ["opened a push message", "プッシュ通知を開封"],
    identify: ["signed in", "ログイン"],
    link_account: ["linked accounts", "アカウント連携"],
    page_view: ["opened a page", "ページ閲覧"],
};

const CHANNELS = {
    app: ["App", "アプリ"],
    chat: ["Chat", "チャット"],
    ec: ["Online shop", "ECサイト"],
    email: ["E-mail", "メール"],
    kiosk: ["Kiosk", "店頭端末"],
    phone: ["Phone", "電話"],
    pos: ["Store till", "店舗レジ"],
    signage: ["Signage", "サイネージ"],
    store: ["Store", "店舗"],
    web: ["Website", "ウェブサイト"],
};

const KINDS = {
    member_id: ["member", "会員"],
    email: ["e-mail", "メール"],
    app_id: ["app", "アプリ"],
    payment_token: ["payment", "決済"],
    name_address: ["name and address", "氏名と住所"],
    name_phone: ["name and phone", "氏名と電話"],
    phone: ["phone", "電話"],
    device: ["device", "端末"],
    cookie: ["cookie", "Cookie"],
};

const CODES = {
    missing: ["missing", "値がない"],
    format: ["form", "形式"],
    time: ["time", "日時"],
    quantity: ["quantity", "数量"],
    price: ["price", "価格"],
    empty_order_id: ["no order number", "注文番号がない"],
    too_long: ["too long", "長すぎる"],
    cells: ["number of cells", "列の数"],
    quote: ["quotes", "引用符"],
    utf8: ["letters", "文字コード"],
    json: ["JSON", "JSON"],
    conflict: ["two with one id", "番号の重複"],
    receipt: ["part of a bad receipt", "不備のあるレシートの一部"],
};

const TABLES = { say: WORDS, meaning: MEANINGS, stage: STAGES, action: ACTIONS, channel: CHANNELS, kind: KINDS, code: CODES };

/** The words of one language: `say("more", { shown, all })`, `channel("pos")`; numbers, shares and times as it writes them. */
export function speak(language) {
    const place = language === "ja" ? 1 : 0;
    const numbers = new Intl.NumberFormat(language);
    const seconds = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const words = { language, number: (n) => numbers.format(n) };
    for (const [name, table] of Object.entries(TABLES)) {
        words[name] = (key, values = {}) => {
            // What has no word keeps its own name.
            const text = table[key]?.[place] ?? String(key).replaceAll("_", " ");
            return text.replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");
        };
    }
    words.share = (share) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(share);
    words.seconds = (ms) => (place ? `${seconds.format(ms / 1000)}秒` : `${seconds.format(ms / 1000)} s`);
    words.money = (money) => {
        const [amount, currency] = money.split(" ");
        return new Intl.NumberFormat(language, { style: "currency", currency, minimumFractionDigits: 0 }).format(Number(amount));
    };
    // By the clock on the wall where it happened: the offset is part of the fact.
    const wall = (time) => new Date(`${time.slice(0, 19)}Z`);
    const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
    const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" });
    words.day = (time) => day.format(wall(time));
    words.clock = (time) => clock.format(wall(time));
    words.hours = (hours) => {
        const [n, en, ja] = hours < 1 ? [hours * 60, "min", "分"] : hours < 48 ? [hours, "h", "時間"] : [hours / 24, "days", "日"];
        const text = new Intl.NumberFormat(language, { maximumFractionDigits: n < 10 ? 1 : 0 }).format(n);
        return place ? `${text}${ja}` : `${text} ${en}`;
    };
    return words;
}
