"""x."""
import json, itertools
from uuid import uuid4
N=itertools.count(1)
async def go(service, person, method, path, body=None, headers=None, raw=None, params=None):
    b = service.world.here.bearers[person] if person else {}
    a = await service.client.request(method, path, json=body, headers={**b, **(headers or {})}, params=params)
    t = await a.read()
    try: t = t.decode()
    except UnicodeDecodeError: t=f"<{len(t)} bytes {a.content_type}>"
    if a.status < 300 and len(t) > 160: t = t[:160]
    d = json.dumps(body, ensure_ascii=False) if body is not None else str(params or "")
    print(a.status, method, path[:60], d[-150:], "|", t[:330] if a.status!=500 else "!!!!!!!!!!!!!!!!!!!!!!!!!")
    return t
async def test_x(service):
    H=service.world.here
    def D(**k):
        return {"code": f"000.00.19.H53-260313-{next(N)+2000:04}", "procedure_code":"1.000001","department_code":"SNV","received_via":"direct","filer":{"name":"Lê Thị Mẫu"},**k}
    P="/api/v1/dossiers"
    for at in ("1800-01-01T00:00:00Z","2999-01-01T00:00:00Z","9998-12-31T23:59:59-14:00","1000-01-01T00:00:00+14:00","2026-06-30T23:59:60Z","1990-01-01T00:00:00Z"):
        await go(service,"clerk","POST",P,D(received_at=at))
    for on in ("1800-01-01","2999-01-01","9998-12-31","2026-03-12"):
        await go(service,"clerk","POST",P,D(due_on=on))
    for n in ("\x01a","\uffff","\u202eabc","a\nb\tc","\U0010ffff"," ","\u3000", "%_\\", "a"*500, "é"*500, "x\u0301"*250,"\x7f\x85"):
        await go(service,"clerk","POST",P,D(filer={"name":n,"address":n[:5],"phone":"0900000001"}))
        await go(service,"clerk","GET",P,params={"q":n[:200]})
    for n in ("+++","0"*60,"၀၁၂၃၄၅၆၇၈၉","+84 900 000 001","\x00x"[1:]):
        await go(service,"clerk","POST",P,D(filer={"name":"a","phone":n}))
        await go(service,"clerk","GET",P,params={"q":n[:200]})
    for c in ("h53.14-260313-0001","\u017f53.14-260313-0001","H53.14-260313-００01","H53.14-261332-0001","H53."+"A"*40+"-260313-0001", " H53.14-260313-7777 "):
        await go(service,"clerk","POST",P,D(code=c))
    for v in ({"procedure_code":"\u0001"},{"department_code":"H53.BC"},{"department_code":"XXX"},{"fee_dong":10**9},{"fee_dong":9*10**12},{"fee_dong":9*10**12+1},{"service_form":"send"}):
        await go(service,"clerk","POST",P,D(**v))
    C="/api/v1/consignments"
    codes=[]
    for n in ("\x01a","\uffff","\u202eabc","a\nb","\U0010ffff","#import \"x\"","$x$ *b* _c_ \\","</svg>","x\u0301"*100, "𝕏"*200):
        t=await go(service,"clerk","POST",C,{"leg":"outbound","citizen":{"name":n,"address":n,"phone":"0900000001"},"papers":[{"name":n,"form":"result","quantity":9999}],"reference":n[:90]+str(next(N)),"collect_dong":9*10**12})
        if '"code":"EV' in t: codes.append(t.split('"code":"')[1][:13])
    print(codes)
    for c in codes:
        await go(service,"clerk","GET","/api/v1/labels",params={"codes":c})
        await go(service,"clerk","GET","/api/v1/labels",params={"codes":c,"size":"100x150"})
    t=await go(service,"clerk","POST",C,{"leg":"outbound","papers":[{"name":"a"*300,"form":"result","quantity":9999}]*100})
    for v in ({"scope":"\u0001"},{"scope":"x"},{"code":"RR000000000VN"},{"code":"x"},{"origin":"H53.BC"},{"destination":"SNV"},{"origin":"citizen"},{"procedure_code":"x"},{"dossier_code":"x"},{"post_office":"SNV"},{"citizen":{"name":"x","phone":"၀၁၂၃"}}):
        await go(service,"clerk","POST",C,{"leg":"outbound",**v})
    R="/api/v1/code-ranges"
    for v in ({"granted_on":"1800-01-01"},{"granted_on":"2999-01-01"},{"first":"00000000","last":"00000000","service":"RA"},{"first":"９","last":"９","service":"RB"},{"first":"2","last":"1","service":"RC"},{"first":"1","last":"99999999","service":"RD"},{"first":"100000000","last":"100000000","service":"RD"},{"first":"-1","last":"5","service":"RE"},{"first":"1","last":"5"},{"first":"1","last":"RR000000102VN","service":"RF"},{"document":" "}):
        n=next(N)*10
        await go(service,"admin","POST",R,{"first":str(n),"last":str(n+1),"service":"CP","document":"a","granted_on":"2026-03-02",**v})
    for code in (H.thing("open_step","department","clerk"),):
        for v in ({"status":2},{"status":4,"happened_on":"1800-01-01"},{"status":4,"happened_on":"2999-01-01"},{"status":4,"happened_on":"9998-12-31"},{"status":10},{"status":4,"returned_via":"counter"},{"status":11}):
            await go(service,"clerk","POST",f"{P}/{code}/steps",v)
    code=H.things["announced","post"]
    await go(service,"clerk","POST",f"{P}/{code}/steps",{"status":2,"happened_on":"1800-01-01"})
    await go(service,"clerk","GET",f"{P}/{code}")
    for v in ({"from":"1000-01-01","to":"9998-12-31"},{"from":"9998-12-31","to":"1000-01-01"},{"from":"2026-01-01"},{"from":"x","to":"y"}):
        await go(service,"clerk","GET","/api/v1/reports/summary",params=v)
    S="/api/v1/scans"
    cons=H.things["consignment","post"]
    for at,sent in (("1000-01-01T00:00:00+14:00",None),("9998-12-31T23:59:59-14:00",None),("9998-12-31T23:59:59-14:00","1000-01-01T00:00:00+14:00"),("1000-01-01T00:00:00+14:00","9998-12-31T23:59:59-14:00"),("2026-03-13T03:00:00Z","1000-01-01T00:00:00+14:00"),("2026-03-13T03:00:00Z","9998-12-31T23:59:59-14:00"),("2026-01-01T00:00:00Z",None)):
        await go(service,"post","POST",S,{"scans":[{"scan_id":str(uuid4()),"code":cons,"action":"collect","scanned_at":at}],**({"sent_at":sent} if sent else {})})
