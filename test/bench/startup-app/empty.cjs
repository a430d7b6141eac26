// No updates at all.
exports.load = () => undefined;
exports.start = (_, feedBase, run) => void run();
exports.check = async () => undefined;
