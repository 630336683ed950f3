package org.huifang.message.gateway;

import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receipts and customers' messages. The centre is told "taken" only once it is committed; else it keeps it and sends it
 * again. Waits on the library's own threads.
 */
final class SmppInbound implements MessageReceiverListener {
    private static final Logger log = LoggerFactory.getLogger(SmppInbound.class);
    private static final long COMMIT_SECONDS = 8;
    private static final int HEADER_FLAG = 0x40;

    private final String gateway;
    private final GatewaySettings.Smpp smpp;
    private final Inbound inbound;

    SmppInbound(String gateway, GatewaySettings.Smpp smpp, Inbound inbound) {
        this.gateway = gateway;
        this.smpp = smpp;
        this.inbound = inbound;
    }

    @Override
    public void onAcceptDeliverSm(DeliverSm sm) throws ProcessRequestException {
        if (sm.isSmscDeliveryReceipt() || sm.isIntermediateDeliveryNotification()) {
            Inbound.Receipt receipt = SmppReceipt.read(gateway, sm, Objects.requireNonNull(smpp.receiptIds()));
            if (receipt == null) {
                log.warn("a receipt names no message or state gateway={}", gateway);
                return;
            }
            committed(inbound.receipt(receipt));
        } else {
            committed(inbound.reply(new Inbound.Reply(gateway, null, sender(sm), text(sm))));
        }
    }

    private static String sender(DeliverSm sm) {
        String from = sm.getSourceAddr();
        return sm.getSourceAddrTon() == TypeOfNumber.INTERNATIONAL.value() && !from.startsWith("+") ? "+" + from : from;
    }

    private static String text(DeliverSm sm) {
        byte[] bytes = sm.getShortMessage();
        if ((bytes == null || bytes.length == 0)
                && sm.getOptionalParameter(OptionalParameter.Tag.MESSAGE_PAYLOAD)
                        instanceof OptionalParameter.OctetString payload) {
            bytes = payload.getValue();
        }
        return SmppText.read(
                bytes == null ? new byte[0] : bytes, sm.getDataCoding(), (sm.getEsmClass() & HEADER_FLAG) != 0);
    }

    private void committed(Future<Void> stored) throws ProcessRequestException {
        try {
            stored.toCompletionStage().toCompletableFuture().get(COMMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(e);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("not stored, the centre keeps it gateway={} why=\"{}\"", gateway, e.getMessage());
            throw refused(e);
        }
    }

    private static ProcessRequestException refused(Exception e) {
        return new ProcessRequestException("not stored", SMPPConstant.STAT_ESME_RX_T_APPN, e);
    }

    @Override
    public void onAcceptAlertNotification(AlertNotification notification) {}

    @Override
    public DataSmResult onAcceptDataSm(DataSm dataSm, Session source) throws ProcessRequestException {
        throw new ProcessRequestException("data_sm is not used", SMPPConstant.STAT_ESME_RINVCMDID);
    }
}
